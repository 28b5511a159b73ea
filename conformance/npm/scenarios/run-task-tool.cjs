'use strict';
module.exports = require('./ai-service.cjs');
