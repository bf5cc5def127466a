'use strict';
// Draws the pages of the report from the data in it. Everything that comes from the data becomes text, never
// markup; nothing is loaded and nothing is kept.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);
  const [nav, overview, page, search] = ['nav', 'home', 'page', 'search'].map(byId);
  const title = document.title;

  // Makes an element: `h('a.class', {href}, 'text', child, [more])`.
  function h(what, attributes, ...children) {
    const [name, ...classes] = what.split('.');
    const element = document.createElement(name || 'div');
    if (classes.length) element.className = classes.filter(Boolean).join(' ');
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.flat(Infinity).filter(it => it !== undefined && it !== null && it !== false && it !== ''));
    return element;
  }

  const count = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many || one + 's'}`;
  const link = (kind, ...parts) => '#' + [kind, ...parts.map(encodeURIComponent)].join('/');
  const commas = items => items.flatMap((it, at) => (at ? [', ', it] : [it]));
  const fileName = path => path.replace(/^.*\//, '').replace(/\.js$/, '');
  const bytes = n => (n < 1000 ? `${n} bytes` : `${(n / 1000).toFixed(n < 10000 ? 1 : 0)} kB`);

  const sidecarName = it => (it.namespace ? `${it.namespace}/${it.workload}` : it.workload);
  const sidecarLink = it => link('sidecar', it.namespace || '', it.workload, it.kind || '');
  const scriptLink = (it, line) => (line ? link('script', it.path, line) : link('script', it.path));
  const setLink = it => link('chains', it.id);
  const isCustom = it => it.role === 'plugin';

  data.sidecars.forEach(it => { it.chains = data.sets[it.set]; (it.chains.sidecars ||= []).push(it); });
  const scriptAt = new Map(data.scripts.map(it => [it.path, it]));
  for (const set of data.sets) {
    for (const [mount, links] of Object.entries(set.chains)) {
      for (const [index] of links) {
        const uses = (data.scripts[index].uses ||= new Map());
        if (!uses.has(set)) uses.set(set, []);
        uses.get(set).push(mount);
      }
    }
  }
  const reach = it => [...(it.uses || new Map()).keys()].flatMap(set => set.sidecars || []);

  // Pages.

  function heading(text, above, more) {
    return [above && h('p.eyebrow', null, above), h('h1', { tabindex: -1 }, text, more && [' ', h('span', null, more)])];
  }

  const facts = rows => h('dl.facts', null, rows.filter(row => row[1] !== undefined && row[1] !== null && row[1] !== '')
    .map(([name, value]) => [h('dt', null, name), h('dd', null, value)]));

  // A table whose rows can be filtered by what they say.
  function table(noun, columns, rows, make) {
    const body = h('tbody');
    const shown = rows.map(row => {
      const cells = make(row);
      const line = h('tr', null, cells.map((cell, at) => h(at ? `td.${columns[at][1] || ''}` : 'th', at ? null : { scope: 'row' }, cell)));
      body.append(line);
      return [line, line.textContent.toLowerCase()];
    });
    const head = h('thead', null, h('tr', null, columns.map(([name, kind]) => h(`th.${kind || ''}`, { scope: 'col' }, name))));
    const all = h('div.scroll', null, h('table', null, head, body));
    if (rows.length < 2) return all;
    const id = `filter-${noun}`;
    const input = h('input', { id, type: 'search', autocomplete: 'off', spellcheck: 'false' });
    const output = h('output', { for: id }, count(rows.length, noun));
    input.addEventListener('input', () => {
      const words = wordsOf(input.value);
      let n = 0;
      for (const [line, text] of shown) {
        line.hidden = !words.every(it => text.includes(it));
        n += !line.hidden;
      }
      output.textContent = words.length ? `${n} of ${count(rows.length, noun)}` : count(rows.length, noun);
    });
    return [h('div.filter', null, h('label', { for: id }, 'Filter'), input, output), all];
  }

  const wordsOf = text => text.toLowerCase().split(/\s+/).filter(Boolean);

  const scriptName = it => h(isCustom(it) ? 'a.own' : 'a', { href: scriptLink(it) }, it.name || it.path);

  function customsOf(set) {
    const found = new Map();
    for (const links of Object.values(set.chains)) {
      for (const [index] of links) if (isCustom(data.scripts[index])) found.set(index, data.scripts[index]);
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  function sidecars() {
    const columns = [['Sidecar'], ['Kind'], ['Chains'], ['Custom plugins'], ['Configurations', 'number']];
    return [heading('Sidecars'), h('p', null, 'What each workload’s sidecar runs. Sidecars with the same chains share a set.'),
      table('sidecar', columns, data.sidecars, it => [
        h('a', { href: sidecarLink(it) }, sidecarName(it)), it.kind || '', h('a', { href: setLink(it.chains) }, h('code', null, it.chains.id)),
        commas(customsOf(it.chains).map(scriptName)), it.configs === undefined ? '' : String(configRows(it).length)])];
  }

  function configRows(sidecar) {
    if (sidecar.configs === undefined) return [];
    const services = JSON.parse(data.texts[sidecar.configs]);
    return Object.entries(services).flatMap(([service, plugins]) => Object.entries(plugins).map(([plugin, value]) => ({ service, plugin, value })));
  }

  function sidecar(namespace, workload, kind) {
    const it = data.sidecars.find(it => (it.namespace || '') === namespace && it.workload === workload && (it.kind || '') === kind);
    if (!it) return missing();
    const configs = configRows(it);
    return [heading(sidecarName(it), h('a', { href: '#sidecars' }, 'Sidecars')),
      facts([['Kind', it.kind], ['Chains', [h('a', { href: setLink(it.chains) }, h('code', null, it.chains.id)), others(it)]],
        ['Configuration', h('code', null, it.config)]]),
      chains(it.chains),
      configs.length > 0 && [h('h2', null, 'Plugin configurations'), h('p', null, 'By the service that is called.'), configs.map(({ service, plugin, value }) => [
        h('h3', null, pluginNamed(plugin), ' for ', h('code', null, service)), json(value)])],
      it.text !== undefined && h('details', null, h('summary', null, h('code', null, 'config.json')), h('pre.json', null, data.texts[it.text]))];
  }

  function pluginNamed(name) {
    const it = scriptAt.get(`plugins/${name}.js`);
    return it ? scriptName(it) : name;
  }

  function others(it) {
    const n = it.chains.sidecars.length - 1;
    return n ? ` shared with ${count(n, 'other')}` : ' of its own';
  }

  function sets() {
    const columns = [['Chains'], ['Sidecars'], ['Custom plugins'], ['Links', 'number']];
    const links = set => Object.values(set.chains).reduce((sum, it) => sum + it.length, 0);
    const names = set => {
      const all = set.sidecars || [];
      const more = all.length - 4;
      return [commas(all.slice(0, 4).map(it => h('a', { href: sidecarLink(it) }, sidecarName(it)))), more > 0 && ` and ${more} more`];
    };
    return [heading('Chains'), h('p', null, 'The different sets of chains, each with the sidecars that run it.'),
      table('set', columns, data.sets, it => [h('a', { href: setLink(it) }, h('code', null, it.id)), names(it), commas(customsOf(it).map(scriptName)), String(links(it))])];
  }

  function set(id) {
    const it = data.sets.find(it => it.id === id);
    if (!it) return missing();
    const all = it.sidecars || [];
    return [heading(h('code', null, it.id), h('a', { href: '#chains' }, 'Chains')),
      h('p.names', null, `${count(all.length, 'sidecar')}: `, commas(all.map(it => h('a', { href: sidecarLink(it) }, sidecarName(it))))), chains(it)];
  }

  const ENDS = {
    'inbound-tcp': ['bytes that come in for a TCP service', 'client', 'workload'], 'inbound-http': ['HTTP requests that come in', 'client', 'workload'],
    'outbound-tcp': ['bytes that the workload sends', 'workload', 'service'], 'outbound-http': ['HTTP requests that the workload sends', 'workload', 'service'],
  };
  // Chains of like length stand side by side.
  const ORDER = ['inbound-http', 'outbound-http', 'inbound-tcp', 'outbound-tcp'];
  const LEVELS = { b: 'bytes', m: 'messages', '?': 'unknown' };

  function chains(set) {
    return [h('p.key', null, h('span.bytes', null, 'bytes of a connection'), h('span.messages', null, 'messages, one stream a request'), h('span.own', null, 'custom plugin')),
      h('div.chains', null, ORDER.map(mount => chain(mount, set.chains[mount])))];
  }

  // A chain as a ladder: requests go down on the left, responses come up on the right.
  function chain(mount, links) {
    const [what, from, to] = ENDS[mount];
    const http = mount.endsWith('http');
    const level = links.length ? LEVELS[links[0][3]] : 'bytes';
    const last = links.length ? links[links.length - 1] : undefined;
    const ends = last && data.scripts[last[0]].ends === 'always';
    // What all built-in links have in common is said once.
    const sources = new Set(links.filter(it => !isCustom(data.scripts[it[0]])).map(it => it[2].map(at => data.names[at]).join(', ')));
    const common = sources.size === 1 ? [...sources][0] : undefined;
    const body = links.length === 0 ? h('p.quiet', null, 'Empty: such traffic passes no module.') : [
      h('div.end', null, arrow('down', level), h('span', null, h('span', null, http ? 'request' : 'data in'), h('strong', null, from), h('span', null, http ? 'response' : 'data back')), arrow('up', level)),
      h('ol', { 'aria-label': `${mount}, in the order in which ${http ? 'requests meet' : 'data meets'} them; ${http ? 'responses' : 'answers'} pass them in reverse` },
        links.map(it => step(it, common))),
      h(`div.turn.${LEVELS[last[4]]}`, { 'aria-hidden': 'true' }),
      h('p.turned', null, ends ? `to the ${to}, and back` : 'goes on behind the chain')];
    return h('figure.chain', null, h('figcaption', null, h('h3', null, mount), h('p', null, what), common && h('p', null, `built-in links from ${common}`)), body);
  }

  function step([index, priority, by, before, after], common) {
    const it = data.scripts[index];
    const names = by.map(at => data.names[at]);
    const flow = before === after ? h(`span.${LEVELS[after]}`, null, LEVELS[after] === 'unknown' ? 'not known' : LEVELS[after])
      : [h(`span.${LEVELS[before]}`, null, LEVELS[before]), ' → ', h(`b.${LEVELS[after]}`, null, LEVELS[after] === 'unknown' ? 'not known' : LEVELS[after])];
    const wants = it.wants && before !== '?' && it.wants !== before && h('span.tag.warning', null, `wants ${LEVELS[it.wants]}`);
    const ends = it.ends === 'always' ? 'ends the chain' : it.ends === 'sometimes' ? 'may answer itself' : '';
    const said = names.join(', ');
    const where = [said === common && !isCustom(it) ? '' : said, ends].filter(Boolean).join(' · ');
    return h(`li.in-${LEVELS[before]}.out-${LEVELS[after]}${isCustom(it) ? '.custom' : ''}`, null, h('span.rail', null, h('i')),
      h('div.link', null, h('span.number', null, priority), h('span', null, h('a', { href: scriptLink(it) }, it.name || fileName(it.path)), wants && [' ', wants]),
        h('span.level', null, flow), where && h('span.by', null, where)), h('span.rail', null, h('i')));
  }

  function arrow(way, level) {
    const make = name => document.createElementNS('http://www.w3.org/2000/svg', name);
    const svg = make('svg');
    svg.setAttribute('class', `arrow ${level}`);
    svg.setAttribute('viewBox', '0 0 12 24');
    svg.setAttribute('aria-hidden', 'true');
    const path = make('path');
    path.setAttribute('d', way === 'down' ? 'M6 0V23M1 15l5 8 5-8' : 'M6 24V1M1 9l5-8 5 8');
    svg.append(path);
    return svg;
  }

  function plugins() {
    const columns = [['Plugin'], ['Priority', 'number'], ['Mounted at'], ['Sidecars', 'number'], ['Size', 'number'], ['Findings', 'number']];
    return [heading('Plugins'), table('plugin', columns, data.scripts.filter(isCustom), it => [
      scriptName(it), it.priority || '', (it.mounts || []).join(', '), String(reach(it).length), bytes(it.size), String(findingsOf(it).length || '')])];
  }

  function modules() {
    const columns = [['Built-in module'], ['Takes'], ['Sidecars', 'number'], ['Size', 'number'], ['What it does']];
    return [heading('Built-in modules'), table('module', columns, data.scripts.filter(it => !isCustom(it)), it => [
      scriptName(it), takes(it), String(reach(it).length || ''), bytes(it.size), prose(it.purpose || '')])];
  }

  function takes(it) {
    if (it.wants && it.gives) return `${LEVELS[it.wants]} → ${LEVELS[it.gives]}`;
    return it.wants ? LEVELS[it.wants] : '';
  }

  const findingsOf = it => (data.findings || []).filter(finding => finding.script === it.path);

  function script(path, line) {
    const it = scriptAt.get(path);
    if (!it) return missing();
    const own = findingsOf(it);
    const above = isCustom(it) ? h('a', { href: '#plugins' }, 'Plugins') : h('a', { href: '#modules' }, 'Built-in modules');
    const variables = list => list && list.length > 0 && h('ul', null, list.map(([namespace, name]) => h('li', null, h('code', null, `${namespace}.${name}`))));
    const files = it.files && it.files.length > 0 && h('ul', null, it.files.map(path => h('li', null, scriptAt.has(path) ? h('a', { href: link('script', path) }, h('code', null, path)) : h('code', null, path))));
    const all = reach(it);
    const uses = [...(it.uses || new Map()).entries()];
    const ends = { always: 'always: it ends the chain', sometimes: 'on some paths' }[it.ends];
    return [heading(it.name || fileName(it.path), above, it.priority && `priority ${it.priority}`), it.purpose && h('p', null, prose(it.purpose)),
      facts([['File', h('code', null, it.path)], ['Takes', takes(it)], ['Answers itself', ends], ['Imports', variables(it.imports)], ['Exports', variables(it.exports)],
        ['Needs', files], ['SHA-256', h('code', null, it.sha256)]]),
      own.filter(it => !it.at).length > 0 && [h('h2', null, 'Findings about it'), own.filter(it => !it.at).map(it => finding(it))],
      h('h2', null, 'Source'), it.text === undefined ? h('p.quiet', null, 'It is not text.') : code(it, own.filter(it => it.at), Number(line)),
      h('h2', null, 'Where it runs'), all.length === 0 ? h('p.quiet', null, 'No chain names it; other scripts may load it.') : h('ul.plain', null,
        uses.map(([set, mounts]) => h('li', null, [...new Set(mounts)].join(', '), ' of ', h('a', { href: setLink(set) }, h('code', null, set.id)), ' · ',
          h('span.names', null, commas((set.sidecars || []).slice(0, 8).map(it => h('a', { href: sidecarLink(it) }, sidecarName(it)))), (set.sidecars || []).length > 8 && ` and ${set.sidecars.length - 8} more`))))];
  }

  // A script, highlighted, with findings below their lines.
  function code(it, own, here) {
    const lines = h('ol');
    let item = h('li');
    const put = (text, kind) => text.split('\n').forEach((part, at) => {
      if (at) { lines.append(item); item = h('li'); }
      if (part) item.append(kind ? h(`span.${kind}`, null, part) : part);
    });
    tokens(data.texts[it.text].replace(/\r\n?/g, '\n').replace(/\n$/, ''), put);
    lines.append(item);
    for (const found of own) {
      const at = lines.children[found.at - 1];
      if (!at) continue;
      at.classList.add(found.severity);
      at.append(finding(found, true));
    }
    if (here && lines.children[here - 1]) {
      lines.children[here - 1].classList.add('here');
      lines.children[here - 1].id = 'here';
    }
    return h('div.code', { tabindex: 0, role: 'region', 'aria-label': 'Source' }, lines);
  }

  const TOKEN = /(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|('(?:\\[^]|[^'\\\n])*'?|"(?:\\[^]|[^"\\\n])*"?|`(?:\\[^]|[^`\\])*`?)|(\b\d[\w.]*)|(__?[A-Za-z]\w*|\$)|([A-Za-z][\w$]*)/g;
  const WORDS = new Set('true false null undefined new typeof void in instanceof delete if else switch case default break return let const var function for while do try catch finally throw import export from as async await'.split(' '));

  function tokens(text, put) {
    let end = 0;
    for (const match of text.matchAll(TOKEN)) {
      if (match.index > end) put(text.slice(end, match.index));
      const [all, comment, string, number, variable, word] = match;
      const called = word && text[match.index - 1] === '.' && text[match.index + all.length] === '(';
      put(all, comment ? 'c' : string ? 's' : number ? 'n' : variable ? 'v' : called ? 'f' : WORDS.has(word) ? 'w' : '');
      end = match.index + all.length;
    }
    if (end < text.length) put(text.slice(end));
  }

  // Words of which some stand between backticks, as code.
  const prose = text => text.split('`').map((part, at) => (at % 2 ? h('code', null, part) : part));

  const json = value => h('pre.json', { tabindex: 0 }, JSON.stringify(value, null, 2));

  function configs() {
    const columns = [['Resource'], ['Plugin'], ['Services']];
    return [heading('Plugin configurations'), data.configs.length === 0 ? h('p.quiet', null, 'There are none.')
      : table('configuration', columns, data.configs, it => [h('a', { href: link('config', it.resource, it.plugin) }, it.resource), pluginNamed(it.plugin), it.services.join(', ')])];
  }

  function config(resource, plugin) {
    const it = data.configs.find(it => it.resource === resource && it.plugin === plugin);
    if (!it) return missing();
    return [heading(it.resource, h('a', { href: '#configs' }, 'Plugin configurations')),
      facts([['Plugin', pluginNamed(it.plugin)], ['Services', it.services.join(', ')], ['SHA-256', h('code', null, it.sha256)]]),
      it.value === undefined ? h('p.quiet', null, 'Its text stands in no sidecar’s configuration.') : json(it.value)];
  }

  function files() {
    const columns = [['File'], ['Role'], ['Size', 'number'], ['SHA-256']];
    return [heading('Files'), table('file', columns, data.files, ([path, role, size, sha256]) => {
      const it = scriptAt.get(path.replace(/^base\//, ''));
      return [it && path.startsWith('base/') ? h('a.path', { href: scriptLink(it) }, path) : h('span.path', null, path), role, bytes(size), h('code', { title: sha256 }, sha256.slice(0, 12))];
    })];
  }

  function findings() {
    if (!data.findings) return [heading('Findings'), h('p.quiet', null, 'A bundle has none: only projects without errors become one. Make the report of the project to see its warnings.')];
    const n = data.findings.length;
    return [heading('Findings'), n === 0 ? h('p.verdict.good', null, 'Nothing was found.') : [h('p', null, count(n, 'finding'), prose(', as `pipyc check` prints them.')), data.findings.map(it => finding(it))]];
  }

  function finding(it, inside) {
    const place = it.file && (it.line ? `${it.file}:${it.line}:${it.column}` : it.file);
    const source = !inside && it.script && scriptAt.get(it.script);
    return h(`div.finding.${it.severity}`, null,
      h('p', null, h(`span.tag.${it.severity}`, null, it.severity), ' ', prose(it.message), ' ', h('small', null, it.rule)),
      !inside && place && h('p', null, source ? h('a', { href: scriptLink(source, it.at) }, h('code', null, place)) : h('code', null, place)),
      it.labels.map(label => h('p.help', null, prose(label.text), label.file && [' at ', h('code', null, `${label.file}:${label.line}`)])),
      it.mount && h('p.help', null, it.mount), it.help && h('p', null, prose(it.help)), !inside && data.rules[it.rule] && h('p.help', null, prose(data.rules[it.rule])));
  }

  // What changed.

  function changes() {
    const it = data.diff;
    if (!it) return missing();
    const { bump, old, new: now } = it;
    const names = list => h('p.names', null, list.join(', '));
    const section = (title, list, one) => list.length > 0 && [h('h2', null, title), list.map(one)];
    const both = (one, was, is) => was !== is && [one, [was, ' → ', is]];
    return [heading('Changes', null, `${old.version} → ${now.version}`), it.same && h('p.verdict.good', null, 'Nothing is different.'),
      facts([['From', h('code', null, old.folder)], ['To', h('code', null, now.folder)], both('Mesh', old.target, now.target), both('Pipy', old.pipy, now.pipy)].filter(Boolean)),
      bump.size !== 'none' && h(`p.verdict.${bump.enough ? 'good' : 'warning'}`, null, `A ${bump.size} change, so the version must be ${bump.least} or higher`,
        bump.enough ? ', and is.' : '.', bump.reasons.length > 0 && h('ul.plain', null, bump.reasons.map(it => h('li', null, prose(it))))),
      section('New sidecars', it.sidecars.added.length ? [it.sidecars.added] : [], names), section('Sidecars that are gone', it.sidecars.removed.length ? [it.sidecars.removed] : [], names),
      section('Chains', it.chains, chainChange), it.plugins.length > 0 && [h('h2', null, 'Plugins'), h('ul.plain', null, it.plugins.map(pluginChange))],
      it.interfaces.length > 0 && [h('h2', null, 'Exports and imports'), h('ul.plain', null, it.interfaces.map(it => h('li', null, h('code', null, it.path), ' ',
        plusMinus('exports', it.exports), ' ', plusMinus('imports', it.imports))))],
      section('Files', it.files, fileChange),
      it.resources.length > 0 && [h('h2', null, 'Plugin configurations'), h('ul.plain', null, it.resources.map(it => h('li', null, sign(it.change), ' ', it.resource, ' for ', pluginNamed(it.plugin),
        it.content && it.change === 'changed' && ', with other content', plusMinus(', services', it.services))))],
      section('Configurations of sidecars', it.configs, it => [h('h3', null, h('code', null, it.file)), names(it.sidecars), values(it.values)])];
  }

  const SIGNS = { added: ['+', 'good'], removed: ['−', 'error'], changed: ['±', 'note'], moved: ['↕', 'note'], remounted: ['±', 'note'] };
  const sign = change => h(`span.tag.${SIGNS[change][1]}`, null, `${SIGNS[change][0]} ${change}`);

  function plusMinus(what, { added, removed }) {
    const all = [...removed.map(it => ['−', it]), ...added.map(it => ['+', it])];
    return all.length > 0 && [what, ' ', commas(all.map(([mark, it]) => [mark, h('code', null, it)]))];
  }

  function chainChange(it) {
    const columns = [['Module'], ['Change'], ['Chain'], ['Priority', 'number'], ['Mounted by']];
    const priority = ({ old, new: now }) => (old && now && old.priority !== now.priority ? `${old.priority} → ${now.priority}` : String((now || old).priority));
    return [h('p.names', null, `${count(it.sidecars.length, 'sidecar')}: ${it.sidecars.join(', ')}`), h('div.scroll', null, plainTable(columns, it.links, it => [
      moduleNamed(it.module), [sign(it.change), it.way && ` ${it.way}`], it.chain, priority(it), ((it.new || it.old).mountedBy || []).join(', ')]))];
  }

  function moduleNamed(path) {
    const it = scriptAt.get(path);
    return it ? scriptName(it) : h('code', null, path);
  }

  const plainTable = (columns, rows, make) => h('table', null, h('thead', null, h('tr', null, columns.map(([name, kind]) => h(`th.${kind || ''}`, { scope: 'col' }, name)))),
    h('tbody', null, rows.map(row => h('tr', null, make(row).map((cell, at) => h(at ? `td.${columns[at][1] || ''}` : 'th', at ? null : { scope: 'row' }, cell))))));

  function pluginChange(it) {
    const priority = it.oldPriority !== null && it.newPriority !== null && it.oldPriority !== it.newPriority && ` priority ${it.oldPriority} → ${it.newPriority}`;
    return h('li', null, sign(it.change), ' ', pluginNamed(it.name), priority, plusMinus(' at', it.mounts), plusMinus(' needs', it.files),
      it.gained.length > 0 && h('div.names', null, `gained by ${it.gained.join(', ')}`), it.lost.length > 0 && h('div.names', null, `lost by ${it.lost.join(', ')}`));
  }

  function fileChange(it) {
    const same = it.meaning === 'same' && h('span.tag', null, 'only its form: the same ' + (it.values ? 'value' : 'program'));
    const sizes = [it.oldSize, it.newSize].filter(it => it !== null).map(bytes);
    return [h('h3', null, h('code', null, it.path), ' ', sign(it.change), ' ', same), h('p.eyebrow', null, `${it.role}, ${sizes.join(' → ')}`),
      it.text && it.change === 'changed' && (it.text.tooLarge ? h('p.quiet', null, 'Too much changed to be shown.') : hunks(it.text.hunks)), it.values && values(it.values)];
  }

  function hunks(list) {
    const MARKS = { same: ' ', added: '+', removed: '-' };
    return h('div.diff', { tabindex: 0, role: 'region', 'aria-label': 'Changed lines' }, list.map(hunk => [
      h('div.skip-line', null, `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`),
      hunk.lines.map(line => {
        const letters = Array.from(line.text);
        const parts = [];
        let end = 0;
        for (const { column, endColumn } of line.highlights) {
          parts.push(letters.slice(end, column - 1).join(''), h('b', null, letters.slice(column - 1, endColumn - 1).join('')));
          end = endColumn - 1;
        }
        return h(`div.${line.tag}`, null, `${MARKS[line.tag]} `, parts, letters.slice(end).join(''));
      })]));
  }

  const values = list => h('ul.plain', null, list.map(it => h('li', null, sign(it.change), ' ', h('code', null, it.path), ' ',
    it.change !== 'added' && h('code.removed', null, JSON.stringify(it.old)), it.change === 'changed' && ' → ', it.change !== 'removed' && h('code.added', null, JSON.stringify(it.new)))));

  const missing = () => [heading('Nothing here'), h('p', null, 'This report has no such page. ', h('a', { href: '#overview' }, 'Back to the overview'))];

  // Search.

  let index;
  function entries() {
    return (index ||= [
      ...data.sidecars.map(it => ['Sidecars', sidecarName(it), it.kind || '', sidecarLink(it), it.chains.id]),
      ...data.scripts.map(it => [isCustom(it) ? 'Plugins' : 'Built-in modules', it.name || it.path, it.purpose || (it.mounts || []).join(', '), scriptLink(it),
        [it.path, ...(it.imports || []).concat(it.exports || []).map(it => it.join('.'))].join(' ')]),
      ...data.configs.map(it => ['Plugin configurations', it.resource, it.services.join(', '), link('config', it.resource, it.plugin), it.plugin]),
      ...data.sets.map(it => ['Chains', it.id, count((it.sidecars || []).length, 'sidecar'), setLink(it), '']),
      ...(data.findings || []).map(it => ['Findings', it.message, it.rule, it.script && scriptAt.has(it.script) ? scriptLink(scriptAt.get(it.script), it.at) : '#findings', it.file || '']),
    ].map(it => [...it, it.join(' ').toLowerCase(), it[1].toLowerCase()]));
  }

  const MOST = 40;

  function results(query) {
    const words = wordsOf(query);
    const groups = new Map();
    for (const entry of entries()) {
      if (!words.every(it => entry[5].includes(it))) continue;
      if (!groups.has(entry[0])) groups.set(entry[0], []);
      groups.get(entry[0]).push(entry);
    }
    const first = it => (it[6].startsWith(words[0]) ? 0 : it[6].includes(words[0]) ? 1 : 2);
    return h('div.results', null, heading('Search', null, query), groups.size === 0 && h('p.quiet', null, 'Nothing is called so.'),
      [...groups].map(([kind, found]) => [h('h2', null, kind, ' ', h('small', null, String(found.length))),
        h('ul', null, found.sort((a, b) => first(a) - first(b)).slice(0, MOST).map(it => h('li', null, h('a', { href: it[3] }, marked(it[1], words)), h('span', null, marked(it[2], words))))),
        found.length > MOST && h('p.quiet', null, `and ${found.length - MOST} more`)]));
  }

  function marked(text, words) {
    const lower = text.toLowerCase();
    const at = words.map(it => [lower.indexOf(it), it.length]).filter(it => it[0] >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!at || lower.length !== text.length) return text;
    return [text.slice(0, at[0]), h('mark', null, text.slice(at[0], at[0] + at[1])), text.slice(at[0] + at[1])];
  }

  // The way through the pages.

  const PAGES = { sidecars: [sidecars], sidecar: [sidecar, 'sidecars'], chains: [id => (id ? set(id) : sets())], plugins: [plugins], modules: [modules], script: [script],
    configs: [configs], config: [config, 'configs'], files: [files], findings: [findings], changes: [() => changes()], search: [query => results(query || '')] };

  function show(moved) {
    let [name, ...parts] = location.hash.slice(1).split('/');
    try { parts = parts.map(decodeURIComponent); } catch { name = 'nothing'; }
    if (name === 'main') return;
    const known = Object.hasOwn(PAGES, name);
    const home = name === '' || name === 'overview';
    overview.hidden = !home;
    page.hidden = home;
    page.replaceChildren(...(home ? [] : [known ? PAGES[name][0](...parts) : missing()].flat(Infinity).filter(Boolean)));
    const it = name === 'script' && scriptAt.get(parts[0]);
    const current = it ? (isCustom(it) ? 'plugins' : 'modules') : home ? 'overview' : known ? PAGES[name][1] || name : '';
    for (const a of nav.querySelectorAll('a')) {
      if (a.hash === `#${current}`) {
        a.setAttribute('aria-current', 'page');
        if (moved) a.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      } else {
        a.removeAttribute('aria-current');
      }
    }
    const h1 = page.querySelector('h1');
    document.title = home || !h1 ? title : `${h1.textContent} – ${title}`;
    if (name !== 'search' && search.value) search.value = '';
    if (name === 'search') { if (document.activeElement !== search) search.value = parts[0] || ''; return; }
    if (!moved) return;
    const here = byId('here');
    if (here) here.scrollIntoView({ block: 'center' }); else scrollTo(0, 0);
    (h1 && !home ? h1 : byId('main')).focus({ preventScroll: true });
  }

  search.hidden = false;
  search.addEventListener('input', () => {
    const hash = search.value.trim() ? link('search', search.value.trim()) : '#overview';
    // Typing is one step of the history, not one a letter.
    if (location.hash.startsWith('#search/')) history.replaceState(null, '', hash); else history.pushState(null, '', hash);
    show(false);
  });
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.key === '/' && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && event.target === search) {
      search.value = '';
      search.blur();
    } else if (event.key === 'Enter' && event.target === search) {
      page.querySelector('.results li a')?.click();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const links = [...page.querySelectorAll('.results li a, tbody tr:not([hidden]) th a')];
      const at = links.indexOf(event.target.closest?.('a'));
      const next = at < 0 ? (typing && event.key === 'ArrowDown' ? 0 : -1) : at + (event.key === 'ArrowDown' ? 1 : -1);
      if (links[next]) { event.preventDefault(); links[next].focus(); } else if (at === 0 && next < 0 && !search.hidden) { event.preventDefault(); search.focus(); }
    }
  });
  addEventListener('hashchange', () => show(true));
  addEventListener('popstate', () => { if (location.hash.startsWith('#search/')) show(false); });
  show(false);
})();
