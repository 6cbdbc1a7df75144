// Gitea itself, as the live tests of forges run it. Its version is that of go.mod.
package main

import (
	"os"

	"code.gitea.io/gitea/cmd"
	"code.gitea.io/gitea/modules/log"
	"code.gitea.io/gitea/modules/setting"
)

// What the linker is told: clients ask for it.
var version = "development"

func main() {
	setting.AppVer = version
	_ = cmd.RunMainApp(cmd.NewMainApp(cmd.AppVersion{Version: version}), os.Args...)
	log.GetManager().Close()
}
