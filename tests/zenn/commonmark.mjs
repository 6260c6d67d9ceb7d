#!/usr/bin/env node
// JSON array of Markdown texts on stdin → JSON array of HTML on stdout.
// CommonMark with raw HTML let through (the worst case), tables, strikes, footnotes.
import fs from 'node:fs';
import markdownIt from 'markdown-it';
import footnotes from 'markdown-it-footnote';

const render = markdownIt({ html: true }).use(footnotes);
const texts = JSON.parse(fs.readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map((text) => render.render(text))));
