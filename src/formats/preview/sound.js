/* sound.js - the sounds of a side: a button each, as in Anki; none begins by itself. */

class Sounds {
  constructor(frameDocument) {
    this.document = frameDocument;
    this.waiting = [];   /* those that come next */
    this.current = null; /* the latest that was begun here, and not by its own controls */
    frameDocument.addEventListener('play', event => this.mark(event.target, true), true);
    frameDocument.addEventListener('pause', event => this.mark(event.target, false), true);
    frameDocument.addEventListener('ended', () => this.next(), true);
    frameDocument.addEventListener('click', event => {
      const button = event.target.closest('.preview-sound button');

      if (button !== null)
        this.play([button.nextElementSibling]);
    });
    /* The keys stay with the card: the space bar turns it. */
    frameDocument.addEventListener('mousedown', event => {
      if (event.target.closest('.preview-sound button'))
        event.preventDefault();
    });
  }

  get all() {
    return Array.from(this.document.querySelectorAll('audio, video'));
  }

  get playing() {
    return this.all.filter(sound => !sound.paused);
  }

  /* Plays some, one behind the other; what plays ends, and nothing more begins when that was the first. */
  play(sounds) {
    const playing = this.playing;

    playing.forEach(sound => sound.pause());
    this.waiting = playing.includes(sounds[0]) ? [] : sounds;
    this.next();
  }

  toggle() {
    this.play(this.playing.length > 0 ? this.playing : this.all);
  }

  next() {
    const [sound, ...rest] = this.waiting;

    if (sound === undefined)
      return;
    this.waiting = rest;
    this.current = sound;
    if (sound.closest('.preview-sound'))
      sound.currentTime = 0;
    sound.play().catch(why => {
      if (why.name !== 'AbortError') /* it was not ended by another one */
        this.next();
    });
  }

  /* The card is gone, and its sounds with it. */
  forget() {
    this.waiting = [];
    this.current = null;
  }

  mark(sound, plays) {
    const box = sound.closest('.preview-sound');

    if (plays)
      this.playing.filter(other => other !== sound).forEach(other => other.pause());
    if (plays && sound !== this.current)
      this.waiting = [];
    if (box === null)
      return;
    const button = box.querySelector('button');
    box.classList.toggle('playing', plays);
    button.setAttribute('aria-label', (plays ? 'Stop ' : 'Play ') + button.title);
  }
}
