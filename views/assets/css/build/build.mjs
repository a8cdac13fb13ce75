// Makes folkmoot.css: govuk-frontend's parts, then tokens.css, then theme.css, in that order, minified.
// With the argument --check it writes nothing and fails when the stylesheet in the repository differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compile } from 'sass';
import { transform } from 'lightningcss';

const here = import.meta.dirname;
const folder = join(here, '..');
const version = createRequire(import.meta.url)('govuk-frontend/package.json').version;
const notice = `/*! Folkmoot. Contains govuk-frontend ${version} (MIT, Crown Copyright); see fonts/LICENCES.md */\n`;

/** govuk-frontend as it comes: plain CSS, one declaration a line. */
function compileGovuk() {
  return compile(join(here, 'govuk.scss'), { loadPaths: [join(here, 'node_modules')], quietDeps: true, charset: false }).css;
}

/** Without its own colours: tokens.css sets every one of these properties, so a forgotten token shows at once. */
function dropDefaultColours(css) {
  return css
    .replace(/^  --govuk-[a-z-]+-colour: #[0-9a-f]+;\n/gm, '')
    .replace(/^:root \{\s*\}\n/gm, '')
    .replace(/var\((--govuk-[a-z-]+-colour), *#[0-9a-f]+\)/g, 'var($1)');
}

/** Left and right become start and end, so that one sheet serves both directions of writing. */
function turnLogical(css) {
  return css
    .replace(/^(\s+)(margin|padding|border)-left(-[a-z]+)?:/gm, '$1$2-inline-start$3:')
    .replace(/^(\s+)(margin|padding|border)-right(-[a-z]+)?:/gm, '$1$2-inline-end$3:')
    .replace(/^(\s+)(margin|padding): (\S+) (\S+) (\S+) (\S+);/gm, splitShorthand)
    .replace(/^(\s+)left:/gm, '$1inset-inline-start:')
    .replace(/^(\s+)right:/gm, '$1inset-inline-end:')
    .replace(/^(\s+)justify-content: right;/gm, '$1justify-content: end;')
    .replace(/^(\s+)(text-align): left;/gm, '$1$2: start;')
    .replace(/^(\s+)(text-align): right;/gm, '$1$2: end;')
    .replace(/^(\s+)float: (left|right);/gm, (_, gap, side) => `${gap}float: inline-${side === 'left' ? 'start' : 'end'};`);
}

/** `margin: top right bottom left` says its sides by place; it is written out as block and inline. */
function splitShorthand(_, gap, name, top, right, bottom, left) {
  return `${gap}${name}-block: ${top} ${bottom};${gap}${name}-inline: ${left} ${right};`;
}

/** Fails when something physical or a default colour of govuk-frontend is still there, for example after an update. */
function refuseLeftovers(css) {
  const wrong = css.match(/^\s+[a-z-]*(left|right)[a-z-]*:.*$|^.*: (left|right);$|--govuk-[a-z-]+-colour(:|,) *#.*$/gm);
  if (wrong) throw new Error(`govuk-frontend still has:\n${wrong.join('\n')}`);
  return css;
}

function build() {
  const govuk = refuseLeftovers(turnLogical(dropDefaultColours(compileGovuk())));
  const own = ['tokens.css', 'theme.css'].map((name) => readFileSync(join(folder, name), 'utf8'));
  return notice + minify([govuk, ...own].join('\n')) + '\n';
}

function minify(css) {
  try {
    return transform({ filename: 'folkmoot.css', code: Buffer.from(css), minify: true }).code.toString();
  } catch (error) {
    const line = error.loc?.line ?? 0;
    throw new Error(`${error.message}, near: ${css.split('\n').slice(Math.max(0, line - 2), line + 1).join(' ')}`);
  }
}

/** The new stylesheet; a mistake in its sources ends the program with one line. */
function buildOrExplain() {
  try {
    return build();
  } catch (error) {
    console.error(`The stylesheet cannot be built: ${error.message}`);
    process.exit(1);
  }
}

const target = join(folder, 'folkmoot.css');
const fresh = buildOrExplain();
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== fresh) {
    console.error('views/assets/css/folkmoot.css is not what its sources make. Run scripts/css and commit the result.');
    process.exit(1);
  }
  console.log('folkmoot.css is up to date');
} else {
  writeFileSync(target, fresh);
  console.log(`folkmoot.css: ${Buffer.byteLength(fresh)} bytes`);
}
