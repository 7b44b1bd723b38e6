import { CheckOutlined, CopyOutlined, EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './Copy.module.css';

const SAID_MS = 1_600;

/** Writes to the clipboard; also on a page without a secure origin, where browsers hide the clipboard from scripts. */
export async function toClipboard(text: string): Promise<void> {
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  if (clipboard) {
    await clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  // Deprecated, and all there is where a page came over plain HTTP.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand('copy');
  area.remove();
}

interface CopyButtonProps {
  /** What is copied, or how to get it: a secret is fetched only when it is asked for. */
  text: string | (() => Promise<string>);
  /** What it is, for the label: "Copy login command". */
  label: string;
}

/** A button that copies, and says that it has. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    await toClipboard(typeof text === 'string' ? text : await text());
    setCopied(true);
  }

  return (
    <Tooltip title={copied ? t('common.copied') : label} open={copied || undefined}>
      <Button
        type="text"
        size="small"
        aria-label={copied ? t('common.copied') : label}
        icon={copied ? <CheckOutlined className={styles.done} /> : <CopyOutlined />}
        onClick={copy}
      />
    </Tooltip>
  );
}

/** A value in monospace with its copy button. */
export function CopyText({ text, label, wrap = false }: { text: string; label: string; wrap?: boolean }) {
  return (
    <span className={styles.copy}>
      <code className={wrap ? styles.wrap : styles.line} title={wrap ? undefined : text}>
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </span>
  );
}

/** Several lines of commands, to be copied as they stand. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.block}>
      {/* A long line scrolls, and what scrolls must be reachable from the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

interface SecretProps {
  /** Fetches it; called when somebody looks or copies, never before. */
  reveal: () => Promise<string>;
  /** What it is, e.g. "password". */
  name: string;
}

/** Something secret: dots until it is revealed on purpose; can be copied without being shown. */
export function Secret({ reveal, name }: SecretProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string | null>(null);
  const label = shown === null ? t('common.reveal', { what: name }) : t('common.hide', { what: name });

  async function toggle() {
    setShown(shown === null ? await reveal() : null);
  }

  return (
    <span className={styles.copy}>
      <code className={styles.line}>{shown ?? '••••••••'}</code>
      <Tooltip title={label}>
        <Button
          type="text"
          size="small"
          aria-label={label}
          icon={shown === null ? <EyeOutlined /> : <EyeInvisibleOutlined />}
          onClick={toggle}
        />
      </Tooltip>
      <CopyButton text={reveal} label={t('common.copy_what', { what: name })} />
    </span>
  );
}
