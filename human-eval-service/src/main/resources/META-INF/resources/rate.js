// The rating page: fetches a page of images, takes the marks, sends them, shows what was true.
// The address keeps the page's token behind '#', so that reloading and going back find everything again.

const $ = id => document.getElementById(id);
const LARGEST = 224; // CSS pixels of one image's width
const SMALLEST = 44; // still easy to touch
const FRAME = 2; // padding of .cell

let page = null;
let boxes = [];
let retry = 0;

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch {
    throw { status: 503, message: 'The service cannot be reached; the page tries again by itself.' };
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw { status: response.status, code: body.code, message: body.message ?? 'Something went wrong; try again.',
      after: Number(response.headers.get('Retry-After')) };
  }
  return body;
}

const post = (path, body) => call(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Human-Eval': '1' }, body: JSON.stringify(body),
});

/** Runs an action; what passes by itself is tried again, everything else is told. */
async function attempt(action) {
  clearTimeout(retry);
  try {
    await action();
  } catch (problem) {
    if (!problem.status) throw problem;
    const passing = problem.status === 503;
    $('notice-title').textContent = problem.code === 'no-checkpoint' ? 'Not yet' : passing ? 'One moment' : 'Sorry';
    $('notice-text').textContent = problem.message;
    $('again').hidden = passing;
    show('notice');
    if (passing) retry = setTimeout(() => attempt(action), (problem.after || 5) * 1000);
    else $('notice-title').focus();
  }
}

function show(section) {
  for (const id of ['intro', 'judge', 'notice']) $(id).hidden = id !== section;
}

const begin = () => attempt(async () => {
  page = await post('/api/pages', {});
  history.pushState(null, '', '#' + page.token);
  render();
});

function open() {
  const token = location.hash.slice(1);
  clearTimeout(retry);
  if (!token) return show('intro');
  return attempt(async () => {
    page = await call('/api/pages/' + encodeURIComponent(token));
    render();
  });
}

function render() {
  const marks = savedMarks();
  boxes = page.images.map((_, i) => {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = marks[i] ?? false;
    box.tabIndex = i === 0 ? 0 : -1;
    box.setAttribute('aria-label', `image ${i + 1} of ${page.images.length}`);
    return box;
  });
  $('grid').replaceChildren(...page.images.map((address, i) => {
    const cell = document.createElement('label');
    const image = document.createElement('img');
    image.src = address;
    image.alt = '';
    image.draggable = false;
    cell.className = 'cell';
    cell.append(boxes[i], image);
    return cell;
  }));
  $('grid').style.gridTemplateColumns = `repeat(${page.columns}, auto)`;
  $('judge').classList.remove('locked');
  $('task').textContent = 'Tick the generated images';
  $('hint').hidden = false;
  $('outcome').hidden = true;
  $('send').hidden = false;
  $('send').disabled = false;
  $('next').hidden = true;
  show('judge');
  size();
  count();
  if (page.result) reveal();
  else boxes[0].focus({ preventScroll: true });
}

/** Enlarges all images alike: by a whole number, as large as the window allows. */
function size() {
  if (!page || $('judge').hidden) return;
  const rows = Math.ceil(page.images.length / page.columns);
  const gap = parseFloat(getComputedStyle($('grid')).columnGap);
  const share = (room, images) => (room - (images - 1) * gap) / images - 2 * FRAME;
  const wide = share(document.documentElement.clientWidth - 16, page.columns);
  const high = share(innerHeight - 240, rows);
  const wanted = Math.min(LARGEST, wide, Math.max(high, SMALLEST + page.width));
  const factor = wanted >= page.width ? Math.floor(wanted / page.width) : wanted / page.width;
  $('grid').style.setProperty('--width', page.width * factor + 'px');
  $('grid').style.setProperty('--height', page.height * factor + 'px');
}

function count() {
  const generated = boxes.filter(box => box.checked).length;
  $('send').textContent = `Send: ${generated} generated, ${boxes.length - generated} real`;
  $('confirm').textContent = '';
}

const marksKey = () => 'marks ' + page.token;

function savedMarks() {
  try {
    return JSON.parse(sessionStorage.getItem(marksKey())) ?? [];
  } catch {
    return [];
  }
}

function saveMarks() {
  try {
    sessionStorage.setItem(marksKey(), JSON.stringify(boxes.map(box => box.checked)));
  } catch {
    // Without storage, marks that were not sent are lost when the page is reloaded.
  }
}

function send() {
  if (page.result || $('send').disabled) return;
  const generated = boxes.map(box => box.checked);
  if (!generated.includes(true) && !$('confirm').textContent) {
    $('confirm').textContent = 'You have ticked none. Send again if you think that all are real.';
    return;
  }
  $('send').disabled = true;
  attempt(async () => {
    page.result = await post(`/api/pages/${page.token}/answers`, { generated });
    show('judge');
    reveal();
  });
}

function reveal() {
  const { judgements, wrong } = page.result;
  const rows = Math.max(...judgements.map(j => j.position)) + 1;
  const fakes = judgements.filter(j => j.generated);
  const reals = judgements.filter(j => !j.generated);
  $('judge').classList.add('locked');
  for (const { position, generated, judgedGenerated } of judgements) {
    const box = boxes[position];
    const right = generated === judgedGenerated;
    const truth = document.createElement('span');
    truth.className = 'truth';
    truth.textContent = (right ? '✓ ' : '✗ ') + (generated ? 'fake' : 'real');
    box.checked = judgedGenerated;
    box.disabled = true;
    box.setAttribute('aria-label', `image ${position + 1} of ${rows}: ${generated ? 'generated' : 'real'}, `
      + `you said ${judgedGenerated ? 'generated' : 'real'}`);
    box.parentElement.classList.add(right ? 'right' : 'wrong');
    box.parentElement.append(truth);
  }
  $('task').textContent = `You were right about ${judgements.length - wrong} of ${judgements.length}`;
  const wrongOf = judged => `${judged.filter(j => j.generated !== j.judgedGenerated).length} of ${judged.length}`;
  $('outcome').textContent =
    `${wrongOf(fakes)} generated images you took for real; ${wrongOf(reals)} real ones for generated.`;
  $('hint').hidden = true;
  $('outcome').hidden = false;
  $('confirm').textContent = '';
  $('send').hidden = true;
  $('next').hidden = false;
  $('task').focus();
  scrollTo(0, 0);
}

function move(event) {
  const from = boxes.indexOf(document.activeElement);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -page.columns, ArrowDown: page.columns }[event.key];
  if (event.key === 'Enter' && from >= 0) {
    event.preventDefault();
    if (!event.repeat) send();
  } else if (step && from >= 0) {
    event.preventDefault();
    const to = boxes[from + step];
    if (to) {
      boxes[from].tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
  }
}

$('start').addEventListener('click', begin);
$('next').addEventListener('click', begin);
$('again').addEventListener('click', begin);
$('form').addEventListener('submit', event => { event.preventDefault(); send(); });
$('grid').addEventListener('change', () => { saveMarks(); count(); });
$('grid').addEventListener('keydown', move);
addEventListener('resize', size);
addEventListener('popstate', open);
open();
