/** The chassis controller's process: wiring of everything else, and nothing more. */
@NullMarked
package io.mediachassis.controller.controller;

import org.jspecify.annotations.NullMarked;
