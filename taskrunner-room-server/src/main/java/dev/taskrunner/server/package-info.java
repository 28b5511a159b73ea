/**
 * The room server: rooms over WebSockets or in memory, in any JVM with one line. {@link dev.taskrunner.server.RoomServer}
 * is the way in; all else is hidden.
 */
@NullMarked
package dev.taskrunner.server;

import org.jspecify.annotations.NullMarked;
