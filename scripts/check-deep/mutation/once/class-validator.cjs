module.exports = globalThis.loadOnce('class-validator');
