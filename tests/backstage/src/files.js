'use strict';
// A file server on loopback for catalog files that tests register by address.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

/** Serves the files directly inside the folders, the first that has one; resolves to the port it took. */
function serveFiles(...folders) {
  const server = http.createServer((request, response) => {
    // basename: nothing outside the folders can be named
    const name = path.basename(request.url.split('?')[0]);
    const files = folders.map(folder => path.join(folder, name));
    fs.readFile(files.find(file => fs.existsSync(file)) ?? name, (error, body) => {
      response.writeHead(error ? 404 : 200, { 'content-type': 'text/yaml; charset=utf-8' });
      response.end(error ? 'no such file\n' : body);
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

module.exports = { serveFiles };
