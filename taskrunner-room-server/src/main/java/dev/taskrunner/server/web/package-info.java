/**
 * What a room server says to plain HTTP: the page to look at rooms and run tasks, and the small API under {@code /rooms} that the
 * page and {@code curl} use. It knows rooms only as a participant does, through the wire, with the token of whoever calls.
 */
@NullMarked
package dev.taskrunner.server.web;

import org.jspecify.annotations.NullMarked;
