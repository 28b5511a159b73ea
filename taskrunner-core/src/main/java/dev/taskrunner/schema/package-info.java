/** JSON Schemas: parsed once, compiled once, validating both ways; and the reasons why a value does not match. */
@NullMarked
package dev.taskrunner.schema;

import org.jspecify.annotations.NullMarked;
