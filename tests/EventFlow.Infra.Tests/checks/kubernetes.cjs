// Prints where manifests do not follow the schema of their kind. NODE_PATH is the folder of the packages.
const fs = require('fs');
const path = require('path');
const yaml = require('js-yaml');

// Of operators, not of Kubernetes itself.
const foreign = ['keda.sh/', 'kustomize.config.k8s.io/'];

for (const file of process.argv.slice(2))
  for (const manifest of yaml.loadAll(fs.readFileSync(file, 'utf8'))) {
    if (foreign.some(f => manifest.apiVersion.startsWith(f))) continue;
    try {
      // By path: the package names only some of its folders.
      const model = require(path.join(process.env.NODE_PATH, 'kubernetes-models', manifest.apiVersion, `${manifest.kind}.js`));
      new model[manifest.kind](manifest).validate();
    } catch (error) {
      console.log(`${file}: ${manifest.kind} ${manifest.metadata.name}: ${error.message}`);
    }
  }
