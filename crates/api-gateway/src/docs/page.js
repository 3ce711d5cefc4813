// The commands name the host that the page was loaded from, below its path prefix, and can be copied.
const host = new URL('..', location.href).href.replace(/\/$/, '')
for (const place of document.querySelectorAll('.host')) place.textContent = host

async function copy(code, button) {
  try {
    await navigator.clipboard.writeText(code.textContent)
    button.textContent = 'Copied'
  } catch {
    // Without TLS there is no clipboard: the text is selected instead.
    getSelection().selectAllChildren(code)
    button.textContent = 'Selected'
  }
  setTimeout(() => { button.textContent = 'Copy' }, 2000)
}

for (const code of document.querySelectorAll('pre code')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.addEventListener('click', () => copy(code, button))
  code.parentElement.prepend(button)
}
