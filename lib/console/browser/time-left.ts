import { el } from './dom.ts';

const soonSeconds = 15 * 60;

/** `3 h 12 min left`, kept up to date as long as it is on the page. */
export function timeLeft(expiresAt: string): HTMLElement {
  const end = Date.parse(expiresAt);
  const element = el('time', { class: 'left', datetime: expiresAt });
  const show = (): void => {
    const seconds = Math.max(0, Math.floor((end - Date.now()) / 1000));
    const words = leftWords(seconds);
    if (element.textContent !== words) element.textContent = words;
    element.classList.toggle('soon', seconds < soonSeconds);
  };
  show();
  const timer = setInterval(() => (element.isConnected ? show() : clearInterval(timer)), 1000);
  return element;
}

/** To the minute, and to the second where it is less than two. */
function leftWords(seconds: number): string {
  if (seconds === 0) return 'time is up';
  if (seconds < 120) return `${seconds} s left`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ''} left`;
  return `${Math.floor(hours / 24)} days left`;
}
