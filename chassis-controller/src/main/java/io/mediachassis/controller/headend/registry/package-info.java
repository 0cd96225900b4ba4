/** The media location registry: which station holds which segments of every program; what it decides, purely. */
@NullMarked
package io.mediachassis.controller.headend.registry;

import org.jspecify.annotations.NullMarked;
