import type { AnswerIn, SessionOut } from '../api';
import { useAct } from '../../../ui/act';
import { useDeskParts } from '../desk/useDesk';
import { HostKeyChanged, HostKeyFirst } from './HostKey';
import { placeOf } from './place';
import { Prompts } from './Prompts';

/** What the other end, or the look at its host key, wants to know before a session goes on. One question at a time. */
export function SessionQuestions({ session }: { session: SessionOut }) {
  const { courier } = useDeskParts();
  const act = useAct();
  const { question } = session;
  if (question === null) return null;

  const answer = async (body: Omit<AnswerIn, 'question_id'>) => {
    // A refusal is said by `act`; the question stays, or the next one comes.
    await act(() => courier.answer(session.id, { question_id: question.id, ...body })).catch(() => undefined);
  };
  const { target } = session;
  // Somebody who is asked about two machines in a row wants to know which is which.
  const jump = !target.startsWith('instance:') && !target.endsWith(`@${placeOf(question)}`);
  switch (question.kind) {
    case 'host_key':
      return <HostKeyFirst key={question.id} question={question} jump={jump} onAnswer={answer} />;
    case 'host_key_changed':
      return <HostKeyChanged key={question.id} question={question} jump={jump} onAnswer={answer} />;
    case 'answers':
    case 'password':
    case 'passphrase':
      return (
        <Prompts
          key={question.id}
          question={question}
          jump={jump}
          onAnswer={answer}
          onGiveUp={() => act(() => courier.close(session.id)).catch(() => undefined)}
        />
      );
  }
}
