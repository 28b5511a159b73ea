/**
 * The {@code taskrunner} command: one class a subcommand, options shared as mixins. Nothing in here is an API.
 *
 * <p>Start reading at {@link dev.taskrunner.cli.Main}.
 */
@NullMarked
package dev.taskrunner.cli;

import org.jspecify.annotations.NullMarked;
