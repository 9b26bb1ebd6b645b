module.exports = globalThis.loadOnce('@nestjs/common');
