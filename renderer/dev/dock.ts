import { mount } from 'svelte'
import Dock from './Dock.svelte'

const alone = new URLSearchParams(location.search).has('alone')
mount(Dock, {
  target: document.body,
  props: { kioskUrl: alone ? undefined : (document.body.dataset['kiosk'] ?? './') },
})
