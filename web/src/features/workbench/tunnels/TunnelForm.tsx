import { Button, Input } from 'antd';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { SessionOut, TunnelOut } from '../api';
import { openTunnel } from './calls';
import styles from './Tunnels.module.css';
import { HERE, readTarget, USUAL, type Target } from './target';
import { useOpenTunnel } from './useOpenTunnel';

/** A port to open: typed, pasted as the address that a program has printed, or one of the usual ones. */
export function TunnelForm({ session, open }: { session: SessionOut; open: readonly TunnelOut[] }) {
  const { t } = useTranslation();
  const show = useOpenTunnel();
  const [text, setText] = useState('');
  const [host, setHost] = useState('');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const target = readTarget(text, host);
  const isWrong = text.trim() !== '' && target === null;

  async function start(where: Target, called: string): Promise<void> {
    setBusy(true);
    try {
      await show(async () => (await openTunnel(session.id, { ...where, name: called })).id);
      setText('');
      setHost('');
      setName('');
    } catch {
      // It has been said why; what was typed stays.
    } finally {
      setBusy(false);
    }
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (target !== null && !busy) void start(target, name.trim());
  }

  const isOpen = (port: number) => open.some((one) => one.host === HERE && one.port === port);

  return (
    <form className={styles.form} onSubmit={submit}>
      <label className={styles.field}>
        <span>{t('workbench-tunnels.port')}</span>
        <Input
          size="small"
          className={styles.port}
          value={text}
          maxLength={2_000}
          placeholder="6006"
          autoComplete="off"
          status={isWrong ? 'error' : undefined}
          aria-invalid={isWrong}
          title={t('workbench-tunnels.port_hint')}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <label className={styles.field}>
        <span>{t('workbench-tunnels.host')}</span>
        <Input
          size="small"
          className={styles.host}
          value={host}
          maxLength={255}
          placeholder={HERE}
          autoComplete="off"
          title={t('workbench-tunnels.host_hint')}
          onChange={(event) => setHost(event.target.value)}
        />
      </label>
      <label className={styles.field}>
        <span>{t('workbench-tunnels.name')}</span>
        <Input
          size="small"
          className={styles.host}
          value={name}
          maxLength={80}
          placeholder={t('workbench-tunnels.optional')}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Button size="small" type="primary" htmlType="submit" disabled={target === null} loading={busy}>
        {t('workbench-tunnels.open_port')}
      </Button>
      <span className={styles.usual} role="group" aria-label={t('workbench-tunnels.usual')}>
        {USUAL.filter(({ port }) => !isOpen(port)).map(({ port, name: called }) => (
          <Button
            key={port}
            size="small"
            disabled={busy}
            onClick={() => void start({ host: HERE, port }, called)}
          >
            <span className="num">{port}</span> {called}
          </Button>
        ))}
      </span>
    </form>
  );
}
