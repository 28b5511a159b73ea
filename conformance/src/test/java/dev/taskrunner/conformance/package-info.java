/** Runs published clients of other languages against our server and our client. */
@NullMarked
package dev.taskrunner.conformance;

import org.jspecify.annotations.NullMarked;
