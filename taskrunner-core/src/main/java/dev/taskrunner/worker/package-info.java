/**
 * Agents that work through a queue: {@link dev.taskrunner.worker.Worker}. Uses the room as any user does.
 */
@NullMarked
package dev.taskrunner.worker;

import org.jspecify.annotations.NullMarked;
