import { createStore } from './store';

const KEY = 'omni.notify';

/** Whether this browser notifies; its user has asked for that here. */
export const isNotifying = createStore(localStorage.getItem(KEY) === 'on');

/** Browsers notify for secure addresses alone, and some only for installed pages. */
export const canNotify = () => 'Notification' in window && window.isSecureContext;

export const isDenied = () => canNotify() && Notification.permission === 'denied';

/** Asks for the permission when it is turned on; without it, it stays off. */
export async function chooseNotify(isOn: boolean): Promise<void> {
  const isPermitted = isOn && canNotify() && (await Notification.requestPermission()) === 'granted';
  if (isPermitted) localStorage.setItem(KEY, 'on');
  else localStorage.removeItem(KEY);
  isNotifying.set(isPermitted);
}

/** Shows a notification, if that is chosen and possible. */
export function notify(text: string, tag: string, onOpen: () => void): void {
  if (!isNotifying.get() || !canNotify() || Notification.permission !== 'granted') return;
  try {
    const shown = new Notification('Omni', { body: text, tag });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onOpen();
    };
  } catch {
    // Some browsers of phones have the interface, but refuse pages that are not installed.
  }
}
