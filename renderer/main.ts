import { mount } from 'svelte'
import App from './App.svelte'
import { Kiosk } from './kiosk.svelte.ts'

mount(App, { target: document.body, props: { kiosk: new Kiosk(window.kiosk) } })
// Only now: had drawing failed, the plain notice in index.html would still stand.
document.getElementById('loading')?.remove()
