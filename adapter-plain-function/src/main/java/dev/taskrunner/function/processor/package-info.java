/** Keeps Javadoc for the schemas of tasks; runs in the compiler, and is a package of its own because nothing of it runs later. */
@NullMarked
package dev.taskrunner.function.processor;

import org.jspecify.annotations.NullMarked;
