/** A client of the management API that finds the active controller by itself. */
@NullMarked
package io.mediachassis.controller.client;

import org.jspecify.annotations.NullMarked;
