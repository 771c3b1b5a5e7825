const dfsc = require('dfsc');
const { program } = require('./program.js');

console.log(program(dfsc));
