/** The chassis' own CA, its token key, and the port where a new board gets its certificate. */
@NullMarked
package io.mediachassis.controller.ca;

import org.jspecify.annotations.NullMarked;
