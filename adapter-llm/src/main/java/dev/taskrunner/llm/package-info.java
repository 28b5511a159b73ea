/** A model, rules, tools and a schema as a runner. */
@NullMarked
package dev.taskrunner.llm;

import org.jspecify.annotations.NullMarked;
