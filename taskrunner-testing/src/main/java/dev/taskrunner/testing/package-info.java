/**
 * For tests of runners, adapters and transports: rooms that start and end with a test, contract suites to extend, a clock to
 * turn, a network to break.
 */
@NullMarked
package dev.taskrunner.testing;

import org.jspecify.annotations.NullMarked;
