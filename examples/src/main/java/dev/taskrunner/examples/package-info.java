/** One small program for each use. Each runs by itself: without arguments it starts a room of its own. */
@NullMarked
package dev.taskrunner.examples;

import org.jspecify.annotations.NullMarked;
