/**
 * One record per message of the room protocol: strict to build, lenient to read. Values that are only passed on stay
 * {@link dev.taskrunner.wire.RawJson}. No behaviour.
 */
@NullMarked
package dev.taskrunner.protocol;

import org.jspecify.annotations.NullMarked;
