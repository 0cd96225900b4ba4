/** The embedded databases of the head-end's services: SQLite files of the controller's own. */
@NullMarked
package io.mediachassis.controller.headend.database;

import org.jspecify.annotations.NullMarked;
