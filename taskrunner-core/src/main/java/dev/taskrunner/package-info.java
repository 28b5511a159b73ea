/**
 * The contract: what a task runner is, what it is given and what it answers. Knows no sockets and owns no threads.
 *
 * <p>Start reading at {@link dev.taskrunner.TaskRunner}.
 */
@NullMarked
package dev.taskrunner;

import org.jspecify.annotations.NullMarked;
