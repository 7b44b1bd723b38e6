/** Trying an operation again: at once where it waits, anew where it has failed. */
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { retryOperation, type AdminOperationOut } from '../../../api';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';

export function useRetry(): (operation: AdminOperationOut) => void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct();
  return useCallback(
    (operation) => {
      async function retry() {
        await act(
          () => retryOperation({ path: { operation_id: operation.id }, throwOnError: true }),
          t('operations.retry.done'),
        );
        await refresh('listAllOperations', 'listAllInstances', 'getAnyInstance', 'getOverview', 'listAudit');
      }
      const isOver = operation.finished_at !== null;
      void modal.confirm({
        title: t('operations.retry.title', { name: operation.instance_name }),
        content: t(isOver ? 'operations.retry.anew' : 'operations.retry.at_once', {
          user: operation.user_name,
        }),
        okText: t('operations.retry.act'),
        cancelText: t('common.cancel'),
        onOk: retry,
      });
    },
    [t, modal, act],
  );
}
