// Checkpoints as people read them.

const SCORES = {inception_score: 'Inception score', fid: 'FID'};

const number = (value) => value == null ? '' : value.toFixed(2);

export const epochName = (checkpoint) => `epoch ${checkpoint.epoch}`;

/** Its scores, as far as they are known. */
export function scores(checkpoint) {
  return Object.entries(SCORES).filter(([name]) => checkpoint.metrics?.[name] != null)
    .map(([name, title]) => `${title} ${number(checkpoint.metrics[name])}`).join(', ');
}

/** Its name, epoch and scores. */
export function label(checkpoint) {
  return [checkpoint.checkpointId, epochName(checkpoint), scores(checkpoint)].filter(Boolean).join(', ');
}

/** The runs to choose from, the newest first. */
export function showRuns(select, runs, chosen) {
  const offered = [...select.options].map((option) => option.value);
  const newestFirst = [...runs].reverse();
  if (offered.join() !== newestFirst.join()) {
    select.replaceChildren(...newestFirst.map((run) => new Option(run, run)));
  }
  select.value = chosen;
}

/** All checkpoints, the newest first; each can be chosen. */
export function showList(body, checkpoints, chosen, choose) {
  const active = document.activeElement?.dataset?.checkpoint;
  body.replaceChildren(...checkpoints.map((checkpoint) => row(checkpoint, chosen, choose)).reverse());
  if (active) {
    [...body.querySelectorAll('button')].find((button) => button.dataset.checkpoint === active)?.focus();
  }
}

function row(checkpoint, chosen, choose) {
  const line = document.createElement('tr');
  if (checkpoint === chosen) {
    line.setAttribute('aria-current', 'true');
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'link';
  button.textContent = checkpoint.checkpointId;
  button.dataset.checkpoint = checkpoint.checkpointId;
  button.addEventListener('click', () => choose(checkpoint));
  const name = document.createElement('th');
  name.scope = 'row';
  name.append(button);
  line.append(name);
  const cells = [checkpoint.dataset, checkpoint.epoch, number(checkpoint.metrics?.inception_score),
    number(checkpoint.metrics?.fid), new Date(checkpoint.createdAt).toLocaleString()];
  cells.forEach((content, column) => {
    const cell = line.insertCell();
    cell.textContent = content;
    cell.classList.toggle('number', column >= 1 && column <= 3);
  });
  return line;
}
