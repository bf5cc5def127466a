//! Projects of any size, the same at each run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How large a project is.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// How many plugins, of about 2 KB each.
    pub(crate) plugins: usize,
    /// How many workloads; each gets five plugins.
    pub(crate) workloads: usize,
}

impl Shape {
    /// Writes it: `plugins/*.yaml`, `k8s/*.yaml`, and a bare script where there is one plugin only.
    pub(crate) fn write(self, folder: &Path) {
        let plugins = folder.join("plugins");
        fs::create_dir_all(&plugins).expect("a folder");
        if self.plugins == 1 {
            fs::write(plugins.join("p0.js"), script(0)).expect("a script");
            return;
        }
        for index in 0..self.plugins {
            fs::write(plugins.join(format!("p{index}.yaml")), plugin(index, self.plugins)).expect("a plugin");
        }
        for chain in 0..self.plugins / 5 {
            fs::write(plugins.join(format!("chain{chain}.yaml")), plugin_chain(chain)).expect("a chain");
        }
        fs::create_dir_all(folder.join("k8s")).expect("a folder");
        for index in 0..self.workloads {
            fs::write(folder.join(format!("k8s/w{index}.yaml")), workload(index)).expect("a workload");
        }
    }
}

/// Plugin `index` of `of`.
fn plugin(index: usize, of: usize) -> String {
    // All different, so that there is nothing to find.
    let priority = 160.001 + 9.0 * index as f64 / of as f64;
    let mut out = format!(
        "apiVersion: plugin.flomesh.io/v1alpha1\nkind: Plugin\nmetadata:\n  name: p{index}\nspec:\n  \
         priority: {priority}\n  pipyscript: |\n"
    );
    for line in script(index).lines() {
        let _ = writeln!(out, "    {line}");
    }
    out
}

/// A script of about 2 KB that does what plugins do: read its configuration, look at a request, answer
/// some, change others, write a line.
fn script(index: usize) -> String {
    let mut rules = String::new();
    for rule in 0..14 {
        let _ = writeln!(
            rules,
            "    '/p{index}/v{rule}': {{ limit: {}, roles: ['reader', 'writer-{rule}'] }},",
            rule * 10
        );
    }
    format!(
        "((
  rules = {{
{rules}  }},
  ruleOf = path => rules[path.split('?')[0]] || null,
  allowed = (rule, role) => !rule || rule.roles.includes(role),
) => pipy({{
  _config: null,
  _rule: null,
  _role: '',
  _denied: false,
  _start: 0,
}})

.import({{
  __service: 'inbound-http-routing',
}})

.pipeline()
.onStart(
  () => void (
    _config = __service?.Plugins?.['p{index}'],
    _start = Date.now()
  )
)
.handleMessageStart(
  msg => (
    _rule = ruleOf(msg.head.path),
    _role = msg.head.headers['x-role'] || 'guest',
    _denied = !allowed(_rule, _role)
  )
)
.branch(
  () => _denied, (
    $=>$.replaceMessage(
      () => new Message({{ status: 403, headers: {{ 'content-type': 'text/plain' }} }}, 'Access denied')
    )
  ), (
    $=>$
    .handleMessageStart(
      msg => msg.head.headers['x-plugin-{index}'] = _config?.Value || 'seen'
    )
    .chain()
    .handleMessageStart(
      msg => msg.head.headers && (
        msg.head.headers['x-took'] = (Date.now() - _start).toString()
      )
    )
  )
))()
"
    )
}

fn plugin_chain(index: usize) -> String {
    let names: Vec<_> = (index * 5..index * 5 + 5).map(|it| format!("p{it}")).collect();
    format!(
        "apiVersion: plugin.flomesh.io/v1alpha1\nkind: PluginChain\nmetadata:\n  name: c{index}\n  \
         namespace: default\nspec:\n  chains:\n    - name: inbound-http\n      plugins: [{}]\n  \
         selectors:\n    podSelector:\n      matchLabels: {{app: w{index}}}\n",
        names.join(", ")
    )
}

fn workload(index: usize) -> String {
    let namespace = format!("n{}", index / 20);
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: w{index}\n  namespace: {namespace}\nspec:\n  \
         selector:\n    matchLabels: {{app: w{index}}}\n  template:\n    metadata:\n      \
         labels: {{app: w{index}}}\n    spec:\n      containers: [{{name: w, image: example}}]\n---\n\
         apiVersion: v1\nkind: Service\nmetadata:\n  name: w{index}\n  namespace: {namespace}\nspec:\n  \
         selector: {{app: w{index}}}\n  ports: [{{name: http, port: 8080}}]\n"
    )
}
