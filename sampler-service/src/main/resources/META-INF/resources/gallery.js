// The gallery: the grid of the chosen checkpoint, and the list of all, looked up every few seconds.
'use strict';

const byId = id => document.getElementById(id);
const LATEST = 'latest';
const REFRESH_MS = 3000;
let known = [];

/** The newest checkpoint stands for "latest": with its id the picture can come from the browser's cache. */
function chosen() {
  const choice = byId('checkpoint').value;
  return choice === LATEST ? known.at(-1) : known.find(checkpoint => checkpoint.checkpointId === choice);
}

function show() {
  const checkpoint = chosen();
  const image = byId('grid');
  if (!checkpoint) {
    return;
  }
  const count = Number(byId('count').value) || 64;
  const query = new URLSearchParams({
    checkpoint: checkpoint.checkpointId,
    seed: byId('seed').value || '0',
    count,
    columns: 16,
    scale: Math.max(1, Math.round(56 / checkpoint.height)),
  });
  const url = 'grid.png?' + query;
  if (image.getAttribute('src') !== url) {
    image.src = url;
  }
}

function row(checkpoint) {
  const line = document.createElement('tr');
  line.setAttribute('aria-selected', checkpoint === chosen());
  const choose = document.createElement('button');
  choose.type = 'button';
  choose.className = 'link';
  choose.textContent = checkpoint.checkpointId;
  choose.addEventListener('click', () => {
    byId('checkpoint').value = checkpoint.checkpointId;
    update();
  });
  const cells = [choose, checkpoint.experiment, checkpoint.dataset, checkpoint.epoch, checkpoint.iteration,
    new Date(checkpoint.createdAt).toLocaleString()];
  cells.forEach((content, column) => {
    const cell = line.insertCell();
    cell.append(content);
    cell.classList.toggle('number', column === 3 || column === 4);
  });
  return line;
}

function update() {
  byId('list').replaceChildren(...known.map(row).reverse());
  show();
}

function offer() {
  const select = byId('checkpoint');
  const choice = select.value;
  const options = [LATEST, ...known.map(checkpoint => checkpoint.checkpointId).reverse()];
  select.replaceChildren(...options.map(id => new Option(id, id)));
  select.value = options.includes(choice) ? choice : LATEST;
}

async function refresh() {
  try {
    const response = await fetch('api/checkpoints');
    const checkpoints = await response.json();
    if (JSON.stringify(checkpoints) !== JSON.stringify(known)) {
      known = checkpoints;
      offer();
      update();
    }
  } catch (e) {
    byId('caption').textContent = 'The sampler does not answer; is it still running?';
  }
  setTimeout(refresh, REFRESH_MS);
}

byId('grid').addEventListener('load', () => {
  byId('grid').hidden = false;
  byId('caption').textContent = `${chosen().checkpointId}, epoch ${chosen().epoch}, seed ${byId('seed').value}`;
});
byId('grid').addEventListener('error', () => {
  byId('caption').textContent = 'This picture cannot be made; choose another checkpoint, seed or number of images.';
});
byId('choice').addEventListener('submit', event => event.preventDefault());
byId('choice').addEventListener('input', update);
refresh();
