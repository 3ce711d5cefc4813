import { useMutation } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from 'react';
import * as z from 'zod/mini';
import { addFile, addText } from '../../api/queries/agentDocuments';
import { agentsKey } from '../../api/queries/agents';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { required, untouched } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const KINDS =
  '.txt,.md,.markdown,.html,.htm,.csv,.tsv,.json,.log,.pdf,.docx,.xlsx,text/*,application/pdf,application/json';
const NAME_CHARS = 200;
const TEXT_CHARS = 200_000;

interface Props {
  id: string;
  onChanged: () => Promise<unknown>;
}

/** The file that is sent, and how many are. */
interface Progress {
  name: string;
  number: number;
  total: number;
}

/** Where documents are chosen, dropped, pasted or written. */
export function AddDocuments({ id, onChanged }: Props) {
  const t = useText();
  const hint = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [progress, setProgress] = useState<Progress>();
  const [written, setWritten] = useState<string>();
  // One after another: each makes a version of the agent.
  const add = useMutation({
    mutationFn: async (files: File[]) => {
      for (const [index, file] of files.entries()) {
        setProgress({ name: file.name, number: index + 1, total: files.length });
        await addFile(id, file);
        await onChanged();
      }
    },
  });
  const take = (files: FileList | null) => {
    if (files && files.length > 0 && !add.isPending) add.mutate([...files]);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  const onPaste = (event: ClipboardEvent) => {
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData('text/plain');
    if (files.length === 0 && !text) return;
    event.preventDefault();
    if (files.length > 0) take(files);
    else setWritten(text);
  };
  return (
    <>
      <section
        aria-label={t('agents.addDocuments')}
        onDragOver={event => event.preventDefault()}
        onDrop={onDrop}
        onPaste={onPaste}
        className="flex flex-col items-start gap-2 rounded-lg border border-line border-dashed p-4"
      >
        <input
          ref={picker}
          type="file"
          accept={KINDS}
          multiple
          hidden
          onChange={event => {
            take(event.currentTarget.files);
            // The same file can be chosen again after it was corrected.
            event.currentTarget.value = '';
          }}
        />
        <div className="flex flex-wrap gap-3">
          <Button
            aria-describedby={hint}
            isBusy={add.isPending}
            onClick={() => picker.current?.click()}
          >
            {t('agents.addFiles')}
          </Button>
          <Button onClick={() => setWritten('')}>{t('agents.writeText')}</Button>
        </div>
        <p id={hint} className="text-quiet text-sm">
          {t('agents.addFilesHint')}
        </p>
        {progress && add.isPending && (
          <div role="status" className="flex w-full flex-col gap-1">
            <p className="[overflow-wrap:anywhere]">{t('agents.addingFile', { ...progress })}</p>
            <progress
              aria-label={t('agents.addDocuments')}
              value={progress.number - 1}
              max={progress.total}
              className="w-full"
            />
          </div>
        )}
        {progress && add.isError && (
          <p className="[overflow-wrap:anywhere]">
            {t('agents.notAdded', { name: progress.name })}
          </p>
        )}
        <Refused error={add.error} />
      </section>
      {written !== undefined && (
        <WriteText
          id={id}
          text={written}
          onChanged={onChanged}
          onClose={() => setWritten(undefined)}
        />
      )}
    </>
  );
}

const WRITTEN = z.object({ name: required(), text: untouched() });

function WriteText({
  id,
  text,
  onChanged,
  onClose,
}: Props & { text: string; onClose: () => void }) {
  const t = useText();
  const add = useAction(
    async (written: z.infer<typeof WRITTEN>) => {
      await addText(id, written);
      await onChanged();
    },
    [agentsKey],
    onClose,
  );
  const form = useSchemaForm(WRITTEN, {
    defaultValues: { name: '', text },
    error: add.error,
    onSubmit: written => add.mutate(written),
  });
  return (
    <FormDialog
      title={t('agents.writeText')}
      action={t('agents.addText')}
      form={form}
      isBusy={add.isPending}
      onClose={onClose}
    >
      <Field
        {...form.field('name')}
        label={t('agents.documentName')}
        maxLength={NAME_CHARS}
        required
      />
      <Area
        {...form.field('text')}
        label={t('agents.documentText')}
        rows={10}
        maxLength={TEXT_CHARS}
        required
      />
    </FormDialog>
  );
}
