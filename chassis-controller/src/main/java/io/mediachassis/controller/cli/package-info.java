/** The operator's command, chassisctl. */
@NullMarked
package io.mediachassis.controller.cli;

import org.jspecify.annotations.NullMarked;
