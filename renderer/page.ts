import { mount } from 'svelte'
import App from './App.svelte'
import { Kiosk } from './kiosk.svelte.ts'

const kiosk = new Kiosk(window.kiosk)
mount(App, { target: document.body, props: { kiosk } })
// Only now: had drawing failed, the plain notice in index.html would still stand.
document.getElementById('loading')?.remove()
// Whoever watches over the page learns from here, and from nowhere else, that its own code runs and has drawn.
kiosk.answerPings(() => document.querySelector('main.kiosk')?.firstElementChild != null)
