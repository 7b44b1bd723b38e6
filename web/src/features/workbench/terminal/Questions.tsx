import { Checkbox, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './TerminalPane.module.css';
import { openAddress } from './links';
import { hasControls, lineCount } from './paste';
import { prefer } from './preferences';

const PASTE = 'terminal-paste';

interface AskPasteProps {
  text: string;
  onPaste: (text: string) => void;
  onClose: () => void;
}

/** Shows several lines before they run one after the other; they may be changed first. */
export function AskPaste({ text, onPaste, onClose }: AskPasteProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(text);
  const [never, setNever] = useState(false);

  function paste(): void {
    if (never) prefer({ warnLines: false });
    onClose();
    onPaste(shown);
  }

  return (
    <Modal
      open
      title={t('workbench-terminal.paste.title', { count: lineCount(shown) })}
      okText={t('workbench-terminal.paste.act')}
      okButtonProps={{ id: PASTE }}
      cancelText={t('common.cancel')}
      // Enter pastes, as whoever has pressed the keys for it expects; the text can be clicked into.
      afterOpenChange={(open) => open && document.querySelector<HTMLElement>(`#${PASTE}`)?.focus()}
      onOk={paste}
      onCancel={onClose}
    >
      <p className="quiet">{t('workbench-terminal.paste.lead')}</p>
      {hasControls(shown) && <p role="alert">{t('workbench-terminal.paste.controls')}</p>}
      <Input.TextArea
        className="mono"
        aria-label={t('workbench-terminal.paste.text')}
        rows={8}
        value={shown}
        onChange={(event) => setShown(event.target.value)}
      />
      <Checkbox checked={never} onChange={(event) => setNever(event.target.checked)}>
        {t('workbench-terminal.paste.never')}
      </Checkbox>
    </Modal>
  );
}

interface AskClipboardProps {
  onPaste: (text: string) => void;
  onClose: () => void;
}

/** Where the page may not read the clipboard, somebody pastes into a field. */
export function AskClipboard({ onPaste, onClose }: AskClipboardProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');

  function paste(): void {
    onClose();
    onPaste(text);
  }

  return (
    <Modal
      open
      title={t('workbench-terminal.paste.field_title')}
      okText={t('workbench-terminal.paste.act')}
      okButtonProps={{ disabled: text === '' }}
      cancelText={t('common.cancel')}
      onOk={paste}
      onCancel={onClose}
    >
      <p className="quiet">{t('workbench-terminal.paste.field_lead')}</p>
      <Input.TextArea
        className="mono"
        aria-label={t('workbench-terminal.paste.text')}
        rows={8}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoFocus
      />
    </Modal>
  );
}

/** Shows where a link really leads before it is followed. */
export function AskLink({ address, onClose }: { address: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('workbench-terminal.link.title')}
      okText={t('workbench-terminal.link.act')}
      cancelText={t('common.cancel')}
      onOk={() => {
        openAddress(address);
        onClose();
      }}
      onCancel={onClose}
    >
      <p className="quiet">{t('workbench-terminal.link.lead')}</p>
      <p className={styles.sample}>{address}</p>
    </Modal>
  );
}
