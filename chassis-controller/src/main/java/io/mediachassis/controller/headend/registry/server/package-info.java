/** The media location registry as a service of the controller: who is answered, on which thread, and what is told. */
@NullMarked
package io.mediachassis.controller.headend.registry.server;

import org.jspecify.annotations.NullMarked;
