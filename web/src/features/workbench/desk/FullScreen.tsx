import { FullscreenExitOutlined, FullscreenOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

/** What a browser keeps for itself unless it is asked, and programs in a terminal live by. */
const KEYS = ['Escape', 'KeyW', 'KeyT', 'KeyN'];

interface Keyboard {
  lock(codes: readonly string[]): Promise<void>;
  unlock(): void;
}

/** Only some browsers lend their keys, and only to pages that came over HTTPS or from this machine. */
const keyboard = (): Keyboard | undefined => (navigator as { keyboard?: Keyboard }).keyboard;

function watch(told: () => void): () => void {
  document.addEventListener('fullscreenchange', told);
  return () => document.removeEventListener('fullscreenchange', told);
}

async function turn(on: boolean): Promise<void> {
  if (on) {
    await document.documentElement.requestFullscreen();
    await keyboard()?.lock(KEYS);
  } else {
    keyboard()?.unlock();
    await document.exitFullscreen();
  }
}

/** The whole screen for the page. There Ctrl+W is a word less in the shell and Escape goes to the editor. */
export function FullScreen() {
  const { t } = useTranslation();
  const on = useSyncExternalStore(watch, () => document.fullscreenElement !== null);
  if (!document.fullscreenEnabled) return null;
  const says = t(on ? 'workbench.leave_full_screen' : 'workbench.full_screen');
  const hint = !on && keyboard() !== undefined ? t('workbench.full_screen_keys', { says }) : says;
  return (
    <Button
      size="small"
      type="text"
      icon={on ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
      aria-label={says}
      title={hint}
      // A browser that refuses has its reasons, and everything else goes on as it was.
      onClick={() => void turn(!on).catch(() => undefined)}
    />
  );
}
