/**
 * The wire format of a room: messages, the packets they travel in, and their bodies, as pure functions and one decoder
 * object. Nothing here does I/O, starts a thread or takes a lock.
 */
@NullMarked
package dev.taskrunner.wire;

import org.jspecify.annotations.NullMarked;
