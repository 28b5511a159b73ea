/** The room server's page, used as a person uses it, in a real browser. */
@NullMarked
package dev.taskrunner.browser;

import org.jspecify.annotations.NullMarked;
