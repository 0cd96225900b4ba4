/** The management API: the unit as plain JSON over HTTP. */
@NullMarked
package io.mediachassis.controller.api;

import org.jspecify.annotations.NullMarked;
