import { useLocation } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { InputRef } from 'antd';
import { useTranslation } from 'react-i18next';

import { redeemCode, type Redeemed } from '../../api';
import { problemOf, sentence } from '../../app/problem';
import { refresh } from '../../app/queries';
import { Banner } from '../../ui/Banner';
import { money } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { bare, CODE_LENGTH } from './code';
import styles from './RedeemForm.module.css';

/** Turns a code into money. What was typed stays when it is refused; what was added is said with the new balance. */
export function RedeemForm() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const input = useRef<InputRef>(null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [redeemed, setRedeemed] = useState<Redeemed | null>(null);

  // Whoever comes here by a "top up" button wants to type at once.
  useEffect(() => {
    if (hash === 'redeem') input.current?.focus();
  }, [hash]);

  async function submit() {
    const typed = bare(code);
    setRedeemed(null);
    if (typed === '') {
      setRefusal(t('billing.redeem.needed'));
      return;
    }
    setBusy(true);
    setRefusal('');
    try {
      setRedeemed(await redeemCode({ body: { code: typed }, throwOnError: true }));
      setCode('');
      await refresh('getWallet', 'listEntries');
    } catch (thrown) {
      const problem = problemOf(thrown);
      const unlikely = problem.code === 'wallet.code_unknown' && typed.length !== CODE_LENGTH;
      setRefusal(
        unlikely
          ? t('billing.redeem.length', { needed: CODE_LENGTH, count: typed.length })
          : sentence(problem),
      );
    } finally {
      setBusy(false);
    }
  }

  return (
    <Panel title={t('billing.redeem.title')}>
      <Form layout="vertical" onFinish={submit} id="redeem" className={styles.form}>
        <Form.Item
          label={t('billing.redeem.code')}
          htmlFor="redeem-code"
          validateStatus={refusal === '' ? undefined : 'error'}
          help={
            <span role={refusal === '' ? undefined : 'alert'}>{refusal || t('billing.redeem.hint')}</span>
          }
        >
          <div className={styles.row}>
            <Input
              id="redeem-code"
              ref={input}
              value={code}
              className={styles.code}
              autoComplete="off"
              spellCheck={false}
              maxLength={64}
              aria-invalid={refusal !== ''}
              onChange={(event) => {
                setCode(event.target.value);
                setRefusal('');
              }}
            />
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('billing.redeem.act')}
            </Button>
          </div>
        </Form.Item>
      </Form>
      {redeemed !== null && (
        <div className={styles.done}>
          <Banner
            tone="good"
            title={t('billing.redeem.done', {
              amount: money(redeemed.amount),
              balance: money(redeemed.balance),
            })}
          />
        </div>
      )}
      <p className="quiet small">{t('billing.redeem.none')}</p>
    </Panel>
  );
}
