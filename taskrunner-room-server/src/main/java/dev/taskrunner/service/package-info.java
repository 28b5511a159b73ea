/**
 * Runners that wait outside any room until somebody calls them in, over HTTP or by a WebSocket that the room opens (classic protocol
 * section 9).
 */
@NullMarked
package dev.taskrunner.service;

import org.jspecify.annotations.NullMarked;
