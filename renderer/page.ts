import { mount } from 'svelte'
import App from './App.svelte'
import { Kiosk } from './kiosk.svelte.ts'

const kiosk = new Kiosk(window.kiosk)
mount(App, { target: document.body, props: { kiosk } })
// Only now: if drawing fails, the plain notice in index.html stays.
document.getElementById('loading')?.remove()
// The watchdog in main learns only from this that the page's code is running and has drawn.
kiosk.answerPings(() => document.querySelector('main.kiosk')?.firstElementChild != null)
