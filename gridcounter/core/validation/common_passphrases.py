"""What is tried first and the library's English lists lack: sayings and numbers, and the words of the trade."""

from __future__ import annotations

#: As they are written; the ones that come first to most people come first.
COMMON = """
gridcounter 用电报装 报装 用电 供电 供电局 供电所 供电公司 电力 电力公司 国家电网 南方电网 电网 营业厅 服务厅
服务大厅 大厅 政务服务中心 服务中心 便民服务中心 行政服务中心 窗口 受理 台账 口令 密码 管理员 admin 12398 95598
12345 yongdian gongdian gongdianju gongdiansuo gongdiangongsi dianli dianliju dianwang guojiadianwang guowang
baozhuang yingyeting fuwuting dating zhengwu taizhang kouling mima guanliyuan woaini iloveyou 5201314 1314520 520520
1314 521 888888 666666 168168 147258369 qazwsx qweasd asdzxc zxcvbnm zhongguo beijing wode nihao zhangwei wangwei
laoshi tongxue 我爱你 我爱北京天安门 我爱中国 我爱祖国 中国 中华人民共和国 芝麻开门 天下无敌 好好学习 天天向上
为人民服务 床前明月光 疑是地上霜 春眠不觉晓 处处闻啼鸟 白日依山尽 黄河入海流 锄禾日当午 汗滴禾下土 鹅鹅鹅 万事如意
恭喜发财 心想事成 身体健康 一帆风顺 大吉大利 国泰民安 平安 发财 一二三四五六七八 一二三四五六七八九十
甲乙丙丁戊己庚辛 甲乙丙丁戊己庚辛壬癸 天地玄黄 宇宙洪荒 人之初 性本善 性相近 习相远 赵钱孙李 周吴郑王
子丑寅卯辰巳午未 不忘初心 牢记使命 但愿人长久 千里共婵娟 天王盖地虎 宝塔镇河妖 努力超越 追求卓越 诚信服务 优质服务
安全第一 预防为主 sgcc csg
毛主席 毛主席万岁 万岁 共产党 共产党万岁 中国共产党 中国共产党万岁 没有共产党就没有新中国 社会主义好 人民万岁 祖国万岁
富强民主文明和谐 自由平等公正法治 爱国敬业诚信友善 绿水青山就是金山银山 撸起袖子加油干 高高兴兴上班 平平安安回家
人人有责 人民电业为人民 你用电我用心 举头望明月 低头思故乡 红豆生南国 春来发几枝 天若有情天亦老 三人行必有我师
有志者事竟成 阿里巴巴 马马虎虎 新年快乐 生日快乐 身体健康万事如意 安全生产 不告诉你 我不知道 忘记密码
供电营业厅 国家电网公司 国网公司 保电为民 correcthorsebatterystaple
春夏秋冬 东南西北 金木水火土 鼠牛虎兔龙蛇马羊猴鸡狗猪 冯陈褚卫 蒋沈韩杨
"""
#: The Chinese ones as they are typed, without tones; a test holds it to the list above.
COMMON_IN_PINYIN = """
yongdianbaozhuang dianligongsi nanfangdianwang fuwudating zhengwufuwuzhongxin fuwuzhongxin bianminfuwuzhongxin
xingzhengfuwuzhongxin chuangkou shouli woaibeijingtiananmen woaizhongguo woaizuguo zhonghuarenmingongheguo
zhimakaimen tianxiawudi haohaoxuexi tiantianxiangshang weirenminfuwu chuangqianmingyueguang yishidishangshuang
chunmianbujuexiao chuchuwentiniao bairiyishanjin huangheruhailiu chuheridangwu handihexiatu eee wanshiruyi
gongxifacai xinxiangshicheng shentijiankang yifanfengshun dajidali guotaiminan pingan facai yiersansiwuliuqiba
yiersansiwuliuqibajiushi jiayibingdingwujigengxin jiayibingdingwujigengxinrengui tiandixuanhuang
yuzhouhonghuang renzhichu xingbenshan xingxiangjin xixiangyuan zhaoqiansunli zhouwuzhengwang
zichouyinmaochensiwuwei buwangchuxin laojishiming danyuanrenchangjiu qianligongchanjuan tianwanggaidihu
baotazhenheyao nulichaoyue zhuiqiuzhuoyue chengxinfuwu youzhifuwu anquandiyi yufangweizhu maozhuxi
maozhuxiwansui wansui gongchandang gongchandangwansui zhongguogongchandang zhongguogongchandangwansui
meiyougongchandangjiumeiyouxinzhongguo shehuizhuyihao renminwansui zuguowansui fuqiangminzhuwenminghexie
ziyoupingdenggongzhengfazhi aiguojingyechengxinyoushan lvshuiqingshanjiushijinshanyinshan luqixiuzijiayougan
gaogaoxingxingshangban pingpingananhuijia renrenyouze renmindianyeweirenmin niyongdianwoyongxin
jutouwangmingyue ditousiguxiang hongdoushengnanguo chunlaifajizhi tianruoyouqingtianyilao sanrenxingbiyouwoshi
youzhizheshijingcheng alibaba mamahuhu xinniankuaile shengrikuaile shentijiankangwanshiruyi anquanshengchan
bugaosuni wobuzhidao wangjimima
gongdianyingyeting guojiadianwanggongsi guowanggongsi baodianweimin
chunxiaqiudong dongnanxibei jinmushuihuotu shuniuhutulongshemayanghoujigouzhu
fengchenchuwei jiangshenhanyang
"""
